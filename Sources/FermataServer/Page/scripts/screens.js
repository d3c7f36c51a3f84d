/** Which element shows which route; a screen's module is fetched when it is first wanted. */

/**
 * @typedef {object} Screen
 * @property {string} tag the element; it gets the route as its property `route`
 * @property {string} title
 * @property {() => Promise<unknown>} load
 */

/** @type {Record<string, Screen>} */
export const screens = {
  home: { tag: "home-screen", title: "Runs", load: () => import("./shell/home-screen.js") },
  inbox: { tag: "inbox-screen", title: "Inbox", load: () => import("./shell/inbox-screen.js") },
  new: { tag: "new-run-screen", title: "New run", load: () => import("./shell/new-run-screen.js") },
  agents: { tag: "agents-screen", title: "Agents", load: () => import("./shell/agents-screen.js") },
  settings: { tag: "settings-screen", title: "Settings", load: () => import("./shell/settings-screen.js") },
  run: { tag: "run-screen", title: "Run", load: () => import("./run/run-screen.js") },
  audit: { tag: "audit-screen", title: "Audit", load: () => import("./shell/audit-screen.js") },
  "not-found": {
    tag: "not-found-screen",
    title: "Not found",
    load: () => import("./shell/not-found-screen.js"),
  },
};
