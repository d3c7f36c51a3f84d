/** Where the page starts. */

import "./settings.js";
import "./shell/shell.js";
