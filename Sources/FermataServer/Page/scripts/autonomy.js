/** The levels of autonomy, as they are offered everywhere: what each is called, and when it asks. */

export const autonomyLevels = [
  { level: "manual", label: "Manual", asks: "asks before every step" },
  { level: "guided", label: "Guided", asks: "asks before what is critical" },
  { level: "supervised", label: "Supervised", asks: "asks when something goes wrong" },
  { level: "autonomous", label: "Autonomous", asks: "asks in emergencies only" },
];

/** @param {string} level @returns {string} when it asks */
export const asksAt = (level) => autonomyLevels.find((each) => each.level === level)?.asks ?? level;
