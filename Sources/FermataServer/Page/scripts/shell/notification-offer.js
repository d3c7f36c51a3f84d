/** A button that asks the browser for notifications: never asked for without a press. */

import { Component, el } from "../component.js";
import { mayNotify } from "../notifications.js";
import { changeSettings } from "../settings.js";
import { toast } from "../toast.js";

/**
 * Turns notifications on, asking the browser if it was not asked before.
 * @returns {Promise<boolean>} whether they are on now
 */
export async function turnOnNotifications() {
  const answer = await Notification.requestPermission();
  if (answer === "granted") changeSettings({ notifications: true });
  else toast(
    "This browser does not allow notifications from here. Its site settings can change that.",
    { kind: "problem" },
  );
  return answer === "granted";
}

class NotificationOffer extends Component {
  #button = el(
    "button",
    { class: "button small", type: "button", onclick: () => this.#turnOn() },
    "Notify me",
  );

  render() {
    this.hidden = !("Notification" in window) || mayNotify();
    if (this.hidden || this.firstChild) return;
    this.append(
      el("section", { class: "side-block" },
        el("h2", null, "When you are elsewhere"),
        el("p", { class: "second small-text" }, "One notification for all that arrives together."),
        el("p", null, this.#button)),
    );
  }

  async #turnOn() {
    await turnOnNotifications();
    this.schedule();
  }
}

customElements.define("notification-offer", NotificationOffer);
