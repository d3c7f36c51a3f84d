/** Placeholder. */
import { Component } from "../component.js";
customElements.define("new-run-screen", class NewRunScreen extends Component {});
