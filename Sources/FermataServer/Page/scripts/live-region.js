/**
 * The page's one polite live region: at most one message in five seconds, the latest of those that waited.
 */

const pauseMilliseconds = 5000;
let waiting = "";
let timer = 0;
let lastSpoken = -pauseMilliseconds;

function speak() {
  timer = 0;
  lastSpoken = performance.now();
  const region = document.getElementById("live-region");
  if (region) region.textContent = waiting;
  waiting = "";
}

/**
 * Says something to people who use a screen reader.
 * @param {string} text one sentence
 */
export function announce(text) {
  waiting = text;
  if (timer !== 0) return;
  timer = window.setTimeout(speak, Math.max(0, lastSpoken + pauseMilliseconds - performance.now()));
}
