// Looks again every few seconds, and changes only what differs: what is folded
// out, focused or selected stays so.
const every = 5000;
const again = document.getElementById("again");
const stale = document.getElementById("stale");

async function look() {
  if (document.hidden || !again.control.checked) return;
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(2 * every) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    become(document.getElementById("seen"), next.getElementById("seen"));
    stale.textContent = "";
  } catch {
    if (!stale.textContent) stale.textContent = stale.dataset.words;
  }
}

async function watch() {
  await look();
  setTimeout(watch, every);
}

/** Makes a node what another one is. */
function become(old, next) {
  if (old.nodeName !== next.nodeName) return old.replaceWith(next);
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const { name } of [...(old.attributes ?? [])])
    if (!next.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS"))
      old.removeAttribute(name);
  for (const { name, value } of next.attributes ?? [])
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  becomeChildren(old, next);
}

/** Children with an id are known again by it; they keep their order from look to look. */
function becomeChildren(old, next) {
  const id = (node) => node?.id || "";
  const stays = new Set([...next.children].map(id));
  let at = old.firstChild;
  const pass = () => {
    const passed = at;
    at = at.nextSibling;
    return passed;
  };
  for (const child of [...next.childNodes]) {
    while (at && (id(at) ? !stays.has(id(at)) : id(child))) pass().remove();
    if (at && id(at) === id(child)) {
      become(pass(), child);
      continue;
    }
    if (id(child)) document.getElementById(id(child))?.remove();
    old.insertBefore(child, at);
  }
  while (at) pass().remove();
}

again.hidden = false;
again.addEventListener("change", look);
document.addEventListener("visibilitychange", look);
setTimeout(watch, every);
