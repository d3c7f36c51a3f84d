/** Makes a run in the server. */

import { api } from "../api.js";

/**
 * @param {{playbook?: string, task?: string, inputs: Record<string, any>, autonomy?: string, directory?:
 *   string, unattended?: boolean}} request
 * @returns {Promise<any>} its RunView
 */
export function createRun(request) {
  return api.send("POST", "/v1/runs", request, { idempotent: true });
}
