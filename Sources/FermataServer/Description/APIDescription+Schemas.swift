extension APIDescription {
    /// The shapes of what is answered (JSON Schema 2020-12). Members that are not named here may come with a
    /// later version.
    static let answers = #"""
        {
          "Anything": {"type": "object"},
          "Problem": {
            "type": "object", "required": ["type", "title", "status", "detail", "code"],
            "properties": {
              "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
              "detail": {"type": "string"}, "code": {"type": "string"}
            }
          },
          "Status": {"type": "object", "required": ["status"],
            "properties": {"status": {"type": "string"}}},
          "Owner": {
            "type": "object", "required": ["label", "isThisServer"],
            "properties": {"label": {"type": "string"}, "isThisServer": {"type": "boolean"}}
          },
          "RunLine": {
            "type": "object",
            "required": [
              "run", "title", "phase", "status", "isPaused", "endedSteps", "steps", "openGates", "cost",
              "createdAt", "updatedAt"
            ],
            "properties": {
              "run": {"type": "string"}, "title": {"type": "string"}, "playbook": {"type": "string"},
              "phase": {
                "type": "string",
                "enum": ["drafting", "proposed", "running", "concluding", "completed", "stopped", "failed"]
              },
              "status": {"type": "string"}, "isEnded": {"type": "boolean"}, "isPaused": {"type": "boolean"},
              "endedSteps": {"type": "integer"}, "steps": {"type": "integer"},
              "openGates": {"type": "integer"}, "cost": {"type": "number"}, "budget": {"type": "number"},
              "createdAt": {"type": "integer"}, "updatedAt": {"type": "integer"},
              "owner": {"$ref": "#/components/schemas/Owner"},
              "damage": {"type": "string"}
            }
          },
          "RunPage": {
            "type": "object", "required": ["runs"],
            "properties": {
              "runs": {"type": "array", "items": {"$ref": "#/components/schemas/RunLine"}},
              "next": {"type": "string"}
            }
          },
          "RunView": {
            "type": "object",
            "required": [
              "run", "title", "playbook", "phase", "status", "statusText", "revision", "planRevision",
              "createdAt", "updatedAt", "isPaused", "autonomy", "counts", "can", "agents", "steps",
              "gates", "decisions"
            ],
            "properties": {
              "run": {"type": "string"}, "title": {"type": "string"}, "playbook": {"type": "object"},
              "phase": {
                "type": "string",
                "enum": ["drafting", "proposed", "running", "concluding", "completed", "stopped", "failed"]
              },
              "status": {"type": "string"}, "statusText": {"type": "string"},
              "revision": {"type": "integer"}, "planRevision": {"type": "integer"},
              "createdAt": {"type": "integer"}, "updatedAt": {"type": "integer"},
              "endedAt": {"type": "integer"}, "endReason": {"type": "string"},
              "isPaused": {"type": "boolean"},
              "pausedAgents": {"type": "array", "items": {"type": "string"}},
              "autonomy": {"type": "string", "enum": ["manual", "guided", "supervised", "autonomous"]},
              "agentAutonomy": {"type": "array", "items": {"type": "object"}},
              "isUnattended": {"type": "boolean"}, "inputs": {"type": "object"},
              "directory": {"type": "string"}, "owner": {"$ref": "#/components/schemas/Owner"},
              "cost": {"type": "object"}, "counts": {"type": "object"},
              "breakpoints": {"type": "array", "items": {"$ref": "#/components/schemas/Breakpoint"}},
              "synthesis": {"type": "object"}, "undoable": {"$ref": "#/components/schemas/Undoable"},
              "redoable": {"$ref": "#/components/schemas/Undoable"}, "isEnded": {"type": "boolean"},
              "longestChain": {"type": "integer"},
              "can": {"type": "array", "items": {"type": "string"}},
              "upcoming": {"type": "array", "items": {"type": "object"}},
              "agents": {"type": "array", "items": {"$ref": "#/components/schemas/AgentView"}},
              "steps": {"type": "array", "items": {"$ref": "#/components/schemas/StepView"}},
              "gates": {"type": "array", "items": {"$ref": "#/components/schemas/GateView"}},
              "decisions": {"type": "array", "items": {"type": "object"}}
            }
          },
          "Undoable": {
            "type": "object", "required": ["label", "revision", "by", "byRole"],
            "properties": {
              "label": {"type": "string"}, "revision": {"type": "integer"}, "by": {"type": "string"},
              "byRole": {"type": "string"}
            }
          },
          "AgentView": {
            "type": "object",
            "required": ["id", "kind", "state", "doneSteps", "totalSteps", "cost", "autonomy", "isPaused"],
            "properties": {
              "id": {"type": "string"}, "kind": {"type": "string"}, "description": {"type": "string"},
              "state": {"type": "string"}, "step": {"type": "string"}, "doneSteps": {"type": "integer"},
              "totalSteps": {"type": "integer"}, "cost": {"type": "number"},
              "autonomy": {"type": "string", "enum": ["manual", "guided", "supervised", "autonomous"]},
              "isPaused": {"type": "boolean"}
            }
          },
          "StepView": {
            "type": "object",
            "required": [
              "id", "number", "title", "agent", "needs", "effect", "impact", "isIrreversible", "state",
              "stateText", "attempts", "instructions", "plan", "can"
            ],
            "properties": {
              "id": {"type": "string"}, "number": {"type": "integer"}, "title": {"type": "string"},
              "agent": {"type": "string"}, "needs": {"type": "array", "items": {"type": "string"}},
              "effect": {"type": "string"}, "impact": {"type": "string"},
              "isIrreversible": {"type": "boolean"},
              "effectNote": {"$ref": "#/components/schemas/EffectNote"},
              "neededBy": {"type": "array", "items": {"type": "string"}}, "isOver": {"type": "boolean"},
              "isDone": {"type": "boolean"}, "result": {"type": "object"}, "state": {"type": "string"},
              "stateText": {"type": "string"}, "gate": {"type": "string"}, "isPaused": {"type": "boolean"},
              "isChanged": {"type": "boolean"}, "startedAt": {"type": "integer"},
              "endedAt": {"type": "integer"}, "attempts": {"type": "array", "items": {"type": "object"}},
              "outputs": {}, "summary": {"type": "string"}, "uncertainty": {"type": "number"},
              "cost": {"type": "number"}, "reason": {"type": "string"},
              "instructions": {"type": "array", "items": {"type": "object"}},
              "plan": {"$ref": "#/components/schemas/PlanStep"},
              "can": {"type": "array", "items": {"type": "string"}}
            }
          },
          "GateLine": {
            "type": "object",
            "required": [
              "gate", "run", "runTitle", "number", "kind", "title", "openedAt", "silence", "digest",
              "isReversible", "isExternal"
            ],
            "properties": {
              "gate": {"type": "string"}, "run": {"type": "string"}, "runTitle": {"type": "string"},
              "number": {"type": "integer"},
              "kind": {
                "type": "string",
                "enum": [
                  "beforeStart", "afterPlanning", "beforeCriticalAction", "reviewResult",
                  "beforeCompletion", "breakpoint", "question", "recovery"
                ]
              },
              "step": {"type": "string"}, "agent": {"type": "string"}, "title": {"type": "string"},
              "openedAt": {"type": "integer"}, "deadline": {"type": "integer"}, "onTimeout": {},
              "silence": {"type": "string"}, "digest": {"type": "string"},
              "isReversible": {"type": "boolean"}, "isExternal": {"type": "boolean"},
              "about": {"type": "string"}, "kindTitle": {"type": "string"},
              "effectNote": {"$ref": "#/components/schemas/EffectNote"}, "isHeld": {"type": "boolean"},
              "silenceWords": {"type": "string"}, "isDecidableInPlace": {"type": "boolean"},
              "extract": {"type": "array", "items": {"type": "object"}}
            }
          },
          "GatePage": {
            "type": "object", "required": ["gates"],
            "properties": {
              "gates": {"type": "array", "items": {"$ref": "#/components/schemas/GateLine"}},
              "next": {"type": "string"}
            }
          },
          "GateView": {
            "type": "object",
            "required": [
              "gate", "run", "runTitle", "number", "kind", "title", "openedAt", "silence", "digest",
              "isReversible", "isExternal", "reasons", "subject", "consequences", "verdicts"
            ],
            "properties": {
              "gate": {"type": "string"}, "run": {"type": "string"}, "runTitle": {"type": "string"},
              "number": {"type": "integer"},
              "kind": {
                "type": "string",
                "enum": [
                  "beforeStart", "afterPlanning", "beforeCriticalAction", "reviewResult",
                  "beforeCompletion", "breakpoint", "question", "recovery"
                ]
              },
              "step": {"type": "string"}, "agent": {"type": "string"}, "title": {"type": "string"},
              "openedAt": {"type": "integer"}, "deadline": {"type": "integer"}, "onTimeout": {},
              "silence": {"type": "string"}, "digest": {"type": "string"},
              "isReversible": {"type": "boolean"}, "isExternal": {"type": "boolean"},
              "about": {"type": "string"}, "kindTitle": {"type": "string"},
              "effectNote": {"$ref": "#/components/schemas/EffectNote"}, "isHeld": {"type": "boolean"},
              "silenceWords": {"type": "string"}, "isDecidableInPlace": {"type": "boolean"},
              "extract": {"type": "array", "items": {"type": "object"}},
              "choices": {"type": "array", "items": {"$ref": "#/components/schemas/GateChoice"}},
              "isBatchable": {"type": "boolean"}, "isShownWhole": {"type": "boolean"},
              "reasons": {"type": "array", "items": {"type": "string"}}, "subject": {},
              "consequences": {"type": "object"},
              "verdicts": {
                "type": "array",
                "items": {"type": "string", "enum": ["approve", "edit", "reject", "answer"]}
              },
              "question": {"type": "object"}, "document": {"type": "string"},
              "changes": {"type": "array", "items": {"$ref": "#/components/schemas/TextLine"}}, "status": {}
            }
          },
          "EffectNote": {
            "type": "object", "properties": {"weight": {"type": "string"}, "text": {"type": "string"}}
          },
          "GateChoice": {
            "type": "object", "required": ["name", "label"],
            "properties": {
              "name": {"type": "string"}, "label": {"type": "string"}, "verdict": {"type": "string"},
              "answer": {"type": "string"}, "breakpointsFirst": {"type": "array"},
              "intervention": {"type": "string"}, "isDangerous": {"type": "boolean"}
            }
          },
          "TextLine": {
            "type": "object", "required": ["kind", "text"],
            "properties": {
              "kind": {"type": "string", "enum": ["same", "added", "removed"]}, "text": {"type": "string"}
            }
          },
          "EventView": {
            "type": "object", "required": ["revision", "time", "actor", "type", "text", "payload"],
            "properties": {
              "revision": {"type": "integer"}, "time": {"type": "integer"}, "actor": {"type": "object"},
              "type": {"type": "string"}, "text": {"type": "string"}, "step": {"type": "string"},
              "gate": {"type": "string"}, "isDecision": {"type": "boolean"}, "isTrouble": {}, "payload": {}
            }
          },
          "LoggedEvent": {
            "type": "object",
            "required": [
              "run", "revision", "time", "actor", "command", "type", "version", "hash", "body", "text"
            ],
            "properties": {
              "run": {"type": "string"}, "revision": {"type": "integer"}, "time": {"type": "integer"},
              "actor": {"anyOf": [{"const": "engine"}, {"type": "object"}]},
              "command": {"type": "string"}, "type": {"type": "string"}, "version": {"type": "integer"},
              "hash": {"type": "string"}, "body": {}, "text": {"type": "string"}, "step": {"type": "string"}
            }
          },
          "EventPage": {
            "type": "object", "required": ["events"],
            "properties": {
              "events": {
                "type": "array",
                "items": {
                  "anyOf": [
                    {"$ref": "#/components/schemas/EventView"}, {"$ref": "#/components/schemas/LoggedEvent"}
                  ]
                }
              },
              "next": {"type": "integer"}
            }
          },
          "Intervened": {
            "type": "object", "required": ["revision", "view"],
            "properties": {"revision": {"type": "integer"},
              "view": {"$ref": "#/components/schemas/RunView"}}
          },
          "Plan": {
            "type": "object", "required": ["revision", "steps", "document"],
            "properties": {
              "revision": {"type": "integer"},
              "steps": {"type": "array", "items": {"$ref": "#/components/schemas/PlanStep"}},
              "document": {"type": "string"}
            }
          },
          "Breakpoints": {
            "type": "object", "required": ["breakpoints"],
            "properties": {"breakpoints": {"type": "array",
              "items": {"$ref": "#/components/schemas/Breakpoint"}}}
          },
          "Autonomy": {
            "type": "object", "required": ["level", "agents"],
            "properties": {
              "level": {"type": "string", "enum": ["manual", "guided", "supervised", "autonomous"]},
              "agents": {"type": "array", "items": {"type": "object"}}
            }
          },
          "RollbackPreview": {
            "type": "object", "required": ["steps", "effectsThatStay", "digest"],
            "properties": {
              "steps": {"type": "array", "items": {"type": "string"}},
              "effectsThatStay": {"type": "array", "items": {"type": "object"}},
              "undone": {"type": "array", "items": {"type": "object"}},
              "digest": {"$ref": "#/components/schemas/Digest"}
            }
          },
          "PendingVerdict": {
            "type": "object", "required": ["pending"],
            "properties": {
              "pending": {
                "type": "object", "required": ["gate", "until"],
                "properties": {"gate": {"type": "string"}, "until": {"type": "integer"}}
              }
            }
          },
          "Audit": {
            "type": "object", "required": ["sound", "events"],
            "properties": {
              "sound": {"type": "boolean"}, "events": {"type": "integer"}, "head": {"type": "string"},
              "fault": {"type": "string"}
            }
          },
          "PlaybookList": {
            "type": "object", "required": ["playbooks"],
            "properties": {
              "playbooks": {
                "type": "array",
                "items": {
                  "type": "object", "required": ["name", "title", "inputs", "agents", "steps"],
                  "properties": {
                    "name": {"type": "string"}, "title": {"type": "string"},
                    "description": {"type": "string"},
                    "autonomy": {"type": "string", "enum": ["manual", "guided", "supervised",
                      "autonomous"]},
                    "inputs": {"type": "array", "items": {"type": "object"}},
                    "agents": {"type": "array", "items": {"type": "object"}}, "steps": {"type": "integer"},
                    "problem": {"type": "string"}
                  }
                }
              }
            }
          },
          "AgentList": {
            "type": "object", "required": ["agents"],
            "properties": {
              "agents": {
                "type": "array",
                "items": {
                  "type": "object", "required": ["run", "runTitle", "agent", "kind", "state"],
                  "properties": {
                    "run": {"type": "string"}, "runTitle": {"type": "string"}, "agent": {"type": "string"},
                    "kind": {"type": "string"}, "step": {"type": "string"}, "state": {"type": "string"}
                  }
                }
              }
            }
          },
          "Session": {
            "type": "object", "required": ["person", "role", "authentication"],
            "properties": {
              "person": {"type": "string"},
              "role": {"type": "string", "enum": ["viewer", "operator", "approver", "admin"]},
              "csrf": {"type": "string"}, "authentication": {"type": "string"}
            }
          },
          "Token": {
            "type": "object", "required": ["token", "name", "role"],
            "properties": {
              "token": {"type": "string"}, "name": {"type": "string"},
              "role": {"type": "string", "enum": ["viewer", "operator", "approver", "admin"]},
              "expiresAt": {"type": "integer"}
            }
          },
          "TokenList": {
            "type": "object", "required": ["tokens"],
            "properties": {"tokens": {"type": "array", "items": {"type": "object"}}}
          }
        }
        """#
}
