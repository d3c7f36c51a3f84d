/** The form that a person without a session sees: the token that the server or an administrator gave them. */

import { Component, el, setText } from "../component.js";
import { logo } from "../icons.js";
import { signIn } from "../session.js";

class SignIn extends Component {
  /** @type {Error | null} why a token from the address was refused */
  problem = null;

  connectedCallback() {
    const problem = el("p", { class: "field-problem", role: "alert", id: "token-problem" });
    const input = el("input", {
      class: "input mono", id: "token", name: "token", type: "password", required: true,
      autocomplete: "current-password",
      spellcheck: false, "aria-describedby": "token-hint token-problem",
    });
    const button = el("button", { class: "button strong", type: "submit" }, "Sign in");
    const show = (error) => {
      setText(problem, error ? error.message : "");
      input.setAttribute("aria-invalid", String(Boolean(error)));
    };
    const form = el(
      "form",
      { class: "sign-in panel" },
      el("h1", { class: "row" }, logo(), "Fermata"),
      el("div", { class: "field" }, el("label", { class: "field-label", htmlFor: "token" }, "Token"),
        input, problem,
        el("p", { class: "hint", id: "token-hint" },
          "The server prints a link that signs you in. A token comes from ",
          el("code", null, "fermata token create NAME"), ".")),
      button,
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.getAttribute("aria-disabled") === "true") return;
      button.setAttribute("aria-disabled", "true");
      try {
        await signIn(input.value.trim());
        dispatchEvent(new CustomEvent("fermata:signed-in"));
      } catch (error) {
        show(error);
        input.focus();
        input.select();
      } finally {
        button.removeAttribute("aria-disabled");
      }
    });
    this.replaceChildren(el("main", { class: "sign-in-screen", id: "main" }, form));
    show(this.problem);
    input.focus();
  }
}

customElements.define("sign-in", SignIn);
