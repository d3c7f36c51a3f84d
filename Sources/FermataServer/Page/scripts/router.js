/**
 * Real paths for every screen; links are plain links that the router answers without loading the page anew.
 */

/**
 * @typedef {{name: string, path: string, parameters: Record<string, string>, query: URLSearchParams}} Route
 */

/** @type {Array<[RegExp, string]>} */
const patterns = [
  [/^\/$/, "home"],
  [/^\/inbox$/, "inbox"],
  [/^\/new$/, "new"],
  [/^\/agents$/, "agents"],
  [/^\/settings$/, "settings"],
  [/^\/runs\/(?<run>[^/]+)$/, "run"],
  [/^\/runs\/(?<run>[^/]+)\/audit$/, "audit"],
];

/** @type {((route: Route) => void) | null} */
let onRoute = null;

/** @returns {Route} what the address names; a hash like `#/inbox` counts as the path */
export function currentRoute() {
  const address = location.hash.startsWith("#/") ? new URL(
    location.hash.slice(1),
    location.origin,
  ) : new URL(location.href);
  for (const [pattern, name] of patterns) {
    const match = pattern.exec(address.pathname);
    if (!match) continue;
    const parameters = parametersOf(match);
    if (parameters !== null) return { name, path: address.pathname, parameters, query: address.searchParams };
  }
  return { name: "not-found", path: address.pathname, parameters: {}, query: address.searchParams };
}

/** @param {RegExpExecArray} match @returns {Record<string, string> | null} null for a path with a stray % */
function parametersOf(match) {
  try {
    return Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]),
    );
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/**
 * Goes to a path of this page.
 * @param {string} path
 * @param {{replace?: boolean}} [options]
 */
export function go(path, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  onRoute?.(currentRoute());
}

/**
 * Calls a function with the present route and after every change.
 * @param {(route: Route) => void} handler
 */
export function startRouter(handler) {
  onRoute = handler;
  addEventListener("popstate", () => handler(currentRoute()));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || link.pathname.startsWith("/v1/")) return;
    if (link.hash !== "" && link.pathname === location.pathname && !link.hash.startsWith("#/")) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
  handler(currentRoute());
}
