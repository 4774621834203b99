// What JavaScript adds to pages that work without it. Nothing here is needed to read or to act.
import { initAll } from "./govuk.js";

const page = document.body;
const has = (selector) => page.querySelector(selector) !== null;

// The components ask for these two classes before they come alive.
page.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// The patterns are a larger file that most pages do not need.
if (has('[data-module^="moj-"]')) {
  const moj = await import("./moj.js");
  moj.initAll();
}

// A long list becomes searchable; the plain list stays in the page and is what gets sent.
if (has("select[data-autocomplete]")) {
  await import("./autocomplete.js");
  for (const select of page.querySelectorAll("select[data-autocomplete]")) makeSearchable(select);
}

function makeSearchable(select) {
  const described = select.getAttribute("aria-describedby");
  const enhance = window.accessibleAutocomplete.enhanceSelectElement;
  const empty = [...select.options].find((option) => option.value === "");
  if (empty) empty.textContent = ""; // "Choose one" would otherwise be offered as an answer
  enhance({
    selectElement: select,
    name: "",
    defaultValue: select.value ? select.selectedOptions[0].textContent.trim() : "",
    autoselect: false,
    confirmOnBlur: true,
    showAllValues: true,
    preserveNullOptions: false,
    inputClasses: select.classList.contains("govuk-select--error") ? "copse-autocomplete--error" : "",
    dropdownArrow: () => arrow(),
    // The component takes what these return for HTML, and names are what people typed.
    templates: { inputValue: (name) => name ?? "", suggestion: (name) => escaped(name ?? "") },
    tNoResults: () => "Nothing found",
  });
  const field = document.getElementById(select.id.replace(/-select$/, ""));
  // The component rewrites what describes its field while one types; the hint and the error must come back.
  const describe = () => {
    const own = (field.getAttribute("aria-describedby") ?? "").split(" ");
    field.setAttribute("aria-describedby", [...new Set([...described.split(" "), ...own])].join(" ").trim());
  };
  if (field && described) {
    describe();
    field.addEventListener("focus", describe);
  }
  // Typing over a choice drops it, so that what is sent is always what is seen; the whole name, typed, chooses.
  field?.addEventListener("input", () => {
    const typed = field.value.trim().toLowerCase();
    const exact = [...select.options].find((option) => option.textContent.trim().toLowerCase() === typed);
    select.value = exact?.value ?? "";
  });
}

function escaped(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span.innerHTML;
}

function arrow() {
  return '<svg class="copse-autocomplete__arrow" viewBox="0 0 12 8" width="12" height="8" aria-hidden="true" focusable="false"><path d="M1 1l5 5 5-5" fill="none" stroke="currentColor" stroke-width="2"/></svg>';
}

// Beside a table the filters are open; on a phone they stay folded until asked for.
const wide = window.matchMedia("(min-width: 48.0625em)");
for (const panel of page.querySelectorAll("details[data-open-when-wide]")) {
  if (wide.matches) panel.open = true;
}

// The box that ticks all boxes of a list exists only where it can work.
for (const all of page.querySelectorAll("input[data-select-all]")) {
  const boxes = [...page.querySelectorAll(`input[type="checkbox"][name="${all.dataset.selectAll}"]`)];
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", show));
  show();
}

// A choice that re-sorts or re-scopes a list need not wait for its button.
for (const control of page.querySelectorAll("select[data-submit-on-change]")) {
  control.addEventListener("change", () => control.form.requestSubmit());
}

// The one print button a page may have.
for (const button of page.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A page that says how far long work has come asks for itself again until that is over; without JavaScript its link does.
const progress = page.querySelector("[data-renews]");
if (progress) setTimeout(renew, 1500);

async function renew() {
  const answer = await fetch(location.href).catch(() => null); // a lost connection comes back
  if (answer?.redirected) return location.replace(answer.url);
  const next = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const words = next?.querySelector("[data-renews]");
  if (next && !words) return location.reload();
  if (words && words.textContent !== progress.textContent) progress.textContent = words.textContent;
  setTimeout(renew, 1500);
}
