import { Component } from "../component.js";
export class RunTimeline extends Component { update() {} }
customElements.define("run-timeline", RunTimeline);
