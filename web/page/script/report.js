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
