// What the page can do besides being read: filter and search, copy a remedy, and open a finding that a link leads to.
const list = document.getElementById("list");
const form = document.getElementById("filters");
const shown = document.getElementById("shown");

function items() {
  return list === null ? [] : [...list.children];
}

// What a reader sees of a finding, in lower case, made when it is first searched.
const texts = new WeakMap();

function textOf(item) {
  if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
  return texts.get(item);
}

function fits(item, wanted, words) {
  return (
    Object.entries(wanted).every(([name, value]) => value === "" || item.dataset[name] === value) &&
    words.every((word) => textOf(item).includes(word))
  );
}

function filter() {
  const value = (id) => document.getElementById(id).value;
  const wanted = Object.fromEntries(["level", "severity", "kind", "group"].map((id) => [id, value(id)]));
  const words = value("words").toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const item of items()) {
    item.hidden = !fits(item, wanted, words);
    if (!item.hidden) count += 1;
  }
  const total = list.children.length;
  shown.textContent =
    count === total ? `${total} ${total === 1 ? "finding" : "findings"}` : `${count} of ${total} findings`;
}

function setAll(open) {
  for (const item of items()) if (!item.hidden) item.querySelector("details").open = open;
}

async function copy(button) {
  const source = button.parentElement.querySelector("pre");
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
  } catch {
    // Where the browser gives no clipboard, the text is there to be copied by hand.
    getSelection().selectAllChildren(source);
    button.textContent = "Selected";
  }
}

function offerCopies(from) {
  for (const remedy of from.querySelectorAll(".remedy:not(:has(button))")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", () => copy(button));
    remedy.prepend(button);
  }
}

async function unpack(packet) {
  const bytes = Uint8Array.from(atob(packet.textContent), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  list.insertAdjacentHTML("beforeend", await new Response(stream).text());
  packet.remove();
}

// A finding that a link leads to is shown whatever the filter says, and open.
function follow() {
  const target = document.getElementById(location.hash.slice(1));
  const details = target?.querySelector(":scope > details");
  if (!details) return;
  target.hidden = false;
  details.open = true;
  target.scrollIntoView();
}

async function start() {
  try {
    for (const packet of document.querySelectorAll("script.packet")) await unpack(packet);
  } catch {
    shown.textContent = `The first ${items().length} findings; this browser cannot unpack the others`;
  }
  if (form !== null) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("reset", () => setTimeout(filter));
    form.addEventListener("submit", (event) => event.preventDefault());
    document.getElementById("open").addEventListener("click", () => setAll(true));
    document.getElementById("close").addEventListener("click", () => setAll(false));
    // A browser may have kept what was chosen before the page was loaded again.
    if ([...form.querySelectorAll("input, select")].some((field) => field.value !== "")) filter();
    list.addEventListener("toggle", (event) => offerCopies(event.target), true);
  }
  addEventListener("hashchange", follow);
  follow();
  document.documentElement.dataset.ready = "";
}

// What is folded on the screen is open on paper, and folded again after that.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});

start();
