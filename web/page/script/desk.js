// Passkeys, at the two pages of the desk that ask for one: the device is asked when
// the button is pressed, and what it signed goes with the form, in a hidden field.
// Nothing else is sent: of the extensions' results, some of which would be secrets,
// none is.

const form = document.querySelector("form[data-passkey]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((c) => ({ ...c, id: bytes(c.id) }));

async function create(o) {
  const made = await navigator.credentials.create({
    publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: known(o.excludeCredentials) },
  });
  const r = made.response;
  return [made, { attestationObject: text(r.attestationObject), transports: r.getTransports ? r.getTransports() : [] }];
}

async function get(o) {
  const got = await navigator.credentials.get({
    publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: known(o.allowCredentials) },
  });
  const r = got.response;
  return [got, { authenticatorData: text(r.authenticatorData), signature: text(r.signature), userHandle: r.userHandle ? text(r.userHandle) : "" }];
}

if (form) {
  const says = form.querySelector("[data-passkey-failed]");
  let asking = false;
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    if (asking) {
      return;
    }
    const name = form.elements.namedItem("name");
    if (name && name.value.trim() === "") {
      form.submit(); // the answer says what is missing, before the device makes anything
      return;
    }
    asking = true;
    says.hidden = true;
    try {
      const o = JSON.parse(form.dataset.options).publicKey;
      const [c, response] = await (form.dataset.passkey === "create" ? create(o) : get(o));
      response.clientDataJSON = text(c.response.clientDataJSON);
      form.elements.answer.value = JSON.stringify({ id: c.id, rawId: text(c.rawId), type: c.type, response, clientExtensionResults: {} });
      form.submit();
    } catch {
      // Also where the person said no, or there is no passkey: the browser does not
      // tell which, so that a page cannot find out what a device holds.
      asking = false;
      says.hidden = false;
    }
  });
}
