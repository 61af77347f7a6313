/**
 * What the address asks for, in its fragment, such as the token of a private link (`r`). What is
 * `secret` is taken out of the address, before anything else can see it there. Another link that is
 * opened in this tab changes the fragment alone: then the page begins anew.
 */
export function takeAsked(...secret: string[]): URLSearchParams {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (secret.some((name) => asked.has(name))) {
    history.replaceState(null, "", location.pathname + location.search);
  }
  // The full stop of the sentence that a link stands in is often taken for a part of it.
  for (const name of secret) {
    const value = asked.get(name);
    if (value !== null) asked.set(name, value.replace(/[^\w-]+$/, ""));
  }
  addEventListener("hashchange", () => location.reload());
  return asked;
}
