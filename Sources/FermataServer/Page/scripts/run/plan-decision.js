import { Component } from "../component.js";
export class PlanDecision extends Component { update() {} }
customElements.define("plan-decision", PlanDecision);
