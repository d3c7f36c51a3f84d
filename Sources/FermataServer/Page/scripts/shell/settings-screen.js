/** Placeholder. */
import { Component } from "../component.js";
customElements.define("settings-screen", class SettingsScreen extends Component {});
