import { Component } from "../component.js";
export class PlanEditor extends Component { update() {} }
customElements.define("plan-editor", PlanEditor);
