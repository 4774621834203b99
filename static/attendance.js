// The list of the day on a phone: a press is shown at once and sent when there is a line. What waits is kept for this
// tab alone, and is ids and states, no names: a phone at the door goes from hand to hand.

const roll = document.getElementById("roll");
if (roll) start(roll);

function start(roll) {
  const key = `attendance:${location.pathname}`;
  const unsent = document.getElementById("roll-unsent");
  let waiting = new Map(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
  let sending = false;
  let trouble = "";

  // A state that was not sent is what the list shows after the page was opened again.
  for (const [person, state] of waiting) show(document.getElementById(`person-${person}`), state);
  tell();
  send();

  roll.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.dataset.means) return;
    event.preventDefault();
    const person = event.target.elements.associate.value;
    waiting.set(person, button.value);
    keep();
    show(button.closest("[data-state]"), button.value);
    send();
  });
  window.addEventListener("online", send);
  setInterval(send, 5000);

  async function send() {
    if (sending) return;
    sending = true;
    trouble = "";
    for (const [person, state] of [...waiting]) {
      const answer = await post(person, state);
      if (!answer) break;
      if (answer.status === 401) trouble = "You are signed out. Sign in in another tab; this is sent then.";
      if (answer.status === 401 || answer.status === 429 || answer.status >= 500) break;
      // Pressed again meanwhile: the later state is still to be sent.
      if (waiting.get(person) === state) waiting.delete(person);
      if (answer.status !== 204) trouble = "Something could not be noted. Open the page again to see how it stands.";
    }
    keep();
    sending = false;
  }

  function post(person, state) {
    const body = new URLSearchParams({ associate: person, state, quiet: "yes" });
    return fetch(location.pathname, { method: "POST", body, redirect: "manual" }).catch(() => null);
  }

  function keep() {
    if (waiting.size) sessionStorage.setItem(key, JSON.stringify([...waiting]));
    else sessionStorage.removeItem(key);
    tell();
  }

  function tell() {
    const words = waiting.size ? `${waiting.size} not sent yet. They are sent by themselves; keep this page open.` : "";
    unsent.textContent = [words, trouble].filter(Boolean).join(" ");
    unsent.hidden = unsent.textContent === "";
  }

  function show(row, state) {
    if (!row) return;
    count(row.dataset.state, -1);
    count(state, 1);
    row.dataset.state = state;
    for (const button of row.querySelectorAll("button[data-means]")) {
      const isOn = button.dataset.means === state;
      button.setAttribute("aria-pressed", String(isOn));
      button.value = isOn ? "none" : button.dataset.means;
    }
  }

  function count(state, by) {
    const number = document.querySelector(`[data-count="${state}"]`);
    if (number) number.textContent = String(Number(number.textContent) + by);
  }

  // Names are found while one types; the button still asks the server.
  const search = document.getElementById("list-q");
  search?.addEventListener("input", () => {
    const typed = plain(search.value);
    for (const row of roll.children) row.hidden = !plain(row.querySelector(".copse-roll__name").textContent).includes(typed);
  });
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
