// The way out of the report door, for whoever has no time to find the link: Escape
// three times, or Shift three times with nothing between, within two seconds.
//
// location.replace puts the next page in the place of this one, so that “Back”
// does not lead here. Without this script the link does what a link does, and the
// page that it leads to says what the browser still remembers.

const link = document.querySelector(".app-leave__link");
const within = 2000;
let key = "";
let presses = [];

function leave() {
  document.dispatchEvent(new Event("leaving"));
  // Gone from the screen first: the answer may take a while on a slow line.
  document.title = "";
  document.body.replaceChildren();
  location.replace(link.getAttribute("href"));
}

if (link) {
  link.addEventListener("click", (e) => {
    e.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (e) => {
    if (e.repeat) {
      return; // held down is one press
    }
    if ((e.key !== "Escape" && e.key !== "Shift") || e.key !== key) {
      presses = [];
    }
    key = e.key;
    if (key !== "Escape" && key !== "Shift") {
      return;
    }
    presses = [...presses.filter((t) => e.timeStamp - t < within), e.timeStamp];
    if (presses.length >= 3) {
      leave();
    }
  });
}

// Keeping what is typed, on a page whose form says so: the person asked for it there,
// and the page may connect to our host only then. It is sent when they pause, at most
// every few seconds; a fetch, because a form that is sent by itself could lead to an
// error page in the middle of a word. What fails is sent again with the next pause.

const kept = document.querySelector("form[data-keep]");
const pause = 2000;

if (kept) {
  const says = kept.querySelector("[data-kept]");
  const stop = new AbortController();
  let timer = 0;

  async function keep() {
    timer = 0;
    const body = new URLSearchParams(new FormData(kept));
    body.set("at", String(Date.now()));
    const to = new URL(kept.getAttribute("action"), location.href);
    to.searchParams.set(kept.dataset.keep, "");
    try {
      const answer = await fetch(to, { method: "POST", body, signal: stop.signal, redirect: "error" });
      says.textContent = answer.status === 204 ? "Kept." : "Not kept yet.";
    } catch {
      if (!stop.signal.aborted) {
        says.textContent = "Not kept yet.";
      }
    }
  }

  kept.addEventListener("input", () => {
    says.textContent = "";
    if (!timer && !stop.signal.aborted) {
      timer = setTimeout(keep, pause);
    }
  });
  // Gone with the page: nothing is sent any more, whatever was begun.
  const end = () => {
    clearTimeout(timer);
    stop.abort();
  };
  addEventListener("pagehide", end);
  document.addEventListener("leaving", end);
  kept.addEventListener("submit", () => {
    end();
    const at = document.createElement("input");
    at.type = "hidden";
    at.name = "at";
    at.value = String(Date.now());
    kept.append(at);
  });
}
