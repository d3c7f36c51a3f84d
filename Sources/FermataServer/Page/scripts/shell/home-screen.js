/** Placeholder. */
import { Component } from "../component.js";
customElements.define("home-screen", class HomeScreen extends Component {});
