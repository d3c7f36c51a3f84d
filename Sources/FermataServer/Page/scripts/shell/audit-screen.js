/** Placeholder. */
import { Component } from "../component.js";
customElements.define("audit-screen", class AuditScreen extends Component {});
