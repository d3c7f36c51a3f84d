/** Placeholder. */
import { Component } from "../component.js";
customElements.define("agents-screen", class AgentsScreen extends Component {});
