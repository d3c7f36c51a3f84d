/** Placeholder. */
import { Component } from "../component.js";
customElements.define("inbox-screen", class InboxScreen extends Component {});
