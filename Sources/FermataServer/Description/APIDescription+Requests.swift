extension APIDescription {
    /// The shapes of what is sent (JSON Schema 2020-12), as exactly as the server reads it: another member,
    /// or `null` where it is not named, is refused. Texts are counted in bytes of UTF-8.
    static let requests = #"""
        {
          "Name": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_\\-]*$", "minLength": 1,
            "maxLength": 64},
          "OptionalName": {"oneOf": [{"$ref": "#/components/schemas/Name"}, {"type": "null"}]},
          "TokenName": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._@+\\-]*$", "minLength": 1,
            "maxLength": 64},
          "Digest": {"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"},
          "Text": {"type": "string", "pattern": "\\S", "minLength": 1, "maxLength": 65536},
          "Level": {"type": "string", "enum": ["manual", "guided", "supervised", "autonomous"]},
          "BreakpointLevel": {
            "type": ["string", "null"],
            "enum": ["manual", "guided", "supervised", "autonomous", "always", null]
          },
          "NewRun": {
            "type": "object", "additionalProperties": false,
            "properties": {
              "playbook": {"type": "string"}, "source": {"type": "string"}, "file": {"type": "string"},
              "task": {"type": "string", "pattern": "\\S"}, "title": {"type": ["string", "null"]},
              "inputs": {"type": ["object", "null"]},
              "autonomy": {"oneOf": [{"$ref": "#/components/schemas/Level"}, {"type": "null"}]},
              "directory": {"type": ["string", "null"]}, "unattended": {"type": ["boolean", "null"]}
            },
            "oneOf": [
              {"required": ["playbook"]}, {"required": ["source"]}, {"required": ["task"]}
            ],
            "dependentRequired": {"file": ["source"]}
          },
          "Ownership": {
            "type": "object", "additionalProperties": false,
            "properties": {"force": {"type": ["boolean", "null"]}}
          },
          "Intervention": {
            "type": "object", "required": ["intervention"],
            "oneOf": [
              {
                "additionalProperties": false, "not": {"required": ["step", "agent"]},
                "properties": {
                  "intervention": {"enum": ["pause", "resume"]}, "id": {},
                  "step": {"$ref": "#/components/schemas/Name"},
                  "agent": {"$ref": "#/components/schemas/Name"}
                }
              },
              {
                "additionalProperties": false, "required": ["step", "instructions"],
                "properties": {
                  "intervention": {"const": "redirect"}, "id": {},
                  "step": {"$ref": "#/components/schemas/Name"},
                  "instructions": {"$ref": "#/components/schemas/Text"}
                }
              },
              {
                "additionalProperties": false, "required": ["step"],
                "properties": {
                  "intervention": {"const": "skip"}, "id": {},
                  "step": {"$ref": "#/components/schemas/Name"},
                  "withDependents": {"type": ["boolean", "null"]}, "reason": {"type": ["string", "null"]}
                }
              },
              {
                "additionalProperties": false, "required": ["step", "preview"],
                "properties": {
                  "intervention": {"const": "rollback"}, "id": {},
                  "preview": {"$ref": "#/components/schemas/Digest"},
                  "step": {"$ref": "#/components/schemas/Name"},
                  "instructions": {"oneOf": [{"$ref": "#/components/schemas/Text"}, {"type": "null"}]},
                  "accept": {
                    "type": ["array", "null"], "items": {"$ref": "#/components/schemas/Name"}
                  }
                }
              },
              {
                "additionalProperties": false,
                "properties": {
                  "intervention": {"const": "stop"}, "id": {}, "reason": {"type": ["string", "null"]}
                }
              },
              {
                "additionalProperties": false, "required": ["step", "outputs"],
                "properties": {
                  "intervention": {"const": "take-over"}, "id": {},
                  "step": {"$ref": "#/components/schemas/Name"}, "outputs": {"type": "object"}
                }
              },
              {
                "additionalProperties": false, "required": ["text"],
                "properties": {
                  "intervention": {"const": "note"}, "id": {},
                  "step": {"$ref": "#/components/schemas/OptionalName"},
                  "text": {"$ref": "#/components/schemas/Text"}
                }
              },
              {
                "additionalProperties": false, "required": ["revision"],
                "properties": {
                  "intervention": {"enum": ["undo", "redo"]}, "id": {},
                  "revision": {"$ref": "#/components/schemas/Revision"}
                }
              },
              {
                "additionalProperties": false, "required": ["level"],
                "properties": {
                  "intervention": {"const": "autonomy"}, "id": {},
                  "agent": {"$ref": "#/components/schemas/OptionalName"},
                  "level": {"$ref": "#/components/schemas/Level"}
                }
              },
              {
                "additionalProperties": false, "required": ["step"],
                "properties": {
                  "intervention": {"const": "breakpoint-add"}, "id": {},
                  "step": {"$ref": "#/components/schemas/Name"},
                  "level": {"$ref": "#/components/schemas/BreakpointLevel"},
                  "logOnly": {"type": ["boolean", "null"]}
                }
              },
              {
                "additionalProperties": false, "required": ["step"],
                "properties": {
                  "intervention": {"const": "breakpoint-remove"}, "id": {},
                  "step": {"$ref": "#/components/schemas/Name"}
                }
              },
              {
                "additionalProperties": false, "required": ["gate"],
                "properties": {
                  "intervention": {"enum": ["hold", "release"]}, "id": {},
                  "gate": {"oneOf": [
                    {"type": "string", "pattern": "^g?0*[1-9][0-9]*$", "maxLength": 16},
                    {"type": "integer", "minimum": 1, "maximum": 9007199254740991}
                  ]}
                }
              },
              {
                "additionalProperties": false, "required": ["baseRevision", "steps"],
                "properties": {
                  "intervention": {"const": "plan-edit"}, "id": {}, "baseRevision": {"type": "integer"},
                  "steps": {
                    "type": "array", "items": {"$ref": "#/components/schemas/PlanStep"}
                  }
                }
              }
            ]
          },
          "PlanStep": {
            "type": "object", "required": ["id", "agent"], "additionalProperties": false,
            "properties": {
              "id": {"$ref": "#/components/schemas/Name"}, "name": {"type": ["string", "null"]},
              "agent": {"$ref": "#/components/schemas/Name"},
              "needs": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/Name"}},
              "run": {"type": ["string", "null"]}, "with": {"type": "object"},
              "env": {"type": "object", "additionalProperties": {"type": "string"}},
              "effect": {"type": ["string", "null"], "enum": ["none", "workspace", "external", null]},
              "impact": {"type": ["string", "null"], "enum": ["low", "medium", "high", null]},
              "undo": {"type": ["string", "null"]},
              "approval": {"type": ["string", "null"], "enum": ["policy", "required", null]},
              "timeoutSeconds": {"type": ["integer", "null"], "minimum": 1, "maximum": 2592000},
              "retries": {"type": ["integer", "null"], "minimum": 0, "maximum": 20},
              "onFailure": {"type": ["string", "null"], "enum": ["ask", "skip", "stop", null]}
            }
          },
          "PlanEdit": {
            "type": "object", "required": ["steps"], "additionalProperties": false,
            "properties": {
              "steps": {
                "type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/PlanStep"}
              }
            }
          },
          "Breakpoint": {
            "type": "object", "required": ["step"], "additionalProperties": false,
            "properties": {
              "step": {"$ref": "#/components/schemas/Name"},
              "level": {"$ref": "#/components/schemas/BreakpointLevel"},
              "logOnly": {"type": ["boolean", "null"]}
            }
          },
          "AutonomyOrder": {
            "type": "object", "required": ["level"], "additionalProperties": false,
            "properties": {
              "level": {"$ref": "#/components/schemas/Level"},
              "agent": {"$ref": "#/components/schemas/OptionalName"}
            }
          },
          "Verdict": {
            "type": "object", "required": ["verdict", "digest"],
            "oneOf": [
              {
                "additionalProperties": false, "not": {"required": ["edits", "document"]},
                "properties": {
                  "verdict": {"const": "approve"}, "digest": {"$ref": "#/components/schemas/Digest"},
                  "edits": {"type": "object"}, "document": {"type": "string"},
                  "graceSeconds": {"$ref": "#/components/schemas/GraceSeconds"}
                }
              },
              {
                "additionalProperties": false, "required": ["reason"],
                "properties": {
                  "verdict": {"const": "reject"}, "digest": {"$ref": "#/components/schemas/Digest"},
                  "reason": {"$ref": "#/components/schemas/Text"},
                  "graceSeconds": {"$ref": "#/components/schemas/GraceSeconds"}
                }
              },
              {
                "additionalProperties": false, "required": ["answer"],
                "properties": {
                  "verdict": {"const": "answer"}, "digest": {"$ref": "#/components/schemas/Digest"},
                  "answer": {"not": {"type": "null"}},
                  "graceSeconds": {"$ref": "#/components/schemas/GraceSeconds"}
                }
              }
            ]
          },
          "Revision": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
          "GraceSeconds": {"type": ["integer", "null"], "minimum": 0, "maximum": 60},
          "SignIn": {
            "type": "object", "required": ["token"], "additionalProperties": false,
            "properties": {"token": {"type": "string"}}
          },
          "NewToken": {
            "type": "object", "required": ["name", "role"], "additionalProperties": false,
            "properties": {
              "name": {"$ref": "#/components/schemas/TokenName"},
              "role": {"type": "string", "enum": ["viewer", "operator", "approver", "admin"]},
              "expiresAt": {
                "type": ["integer", "null"], "minimum": -62135596800000, "maximum": 253402300799999
              }
            }
          }
        }
        """#
}
