import FermataCore

extension RecordShape {
    /// The whole file.
    static let playbook = RecordShape(
        title: "a playbook",
        fields: [
            FieldShape(
                "name", .text(allowsEmpty: false), isRequired: true,
                "What the playbook is for, in a few words."),
            FieldShape("description", .text(allowsEmpty: true), "More about it, for people."),
            FieldShape(
                "autonomy", .words(Autonomy.self), standard: "guided",
                "How much is asked, unless the person who starts the run says otherwise."),
            FieldShape(
                "concurrency", .integer(1...64), standard: "4", "How many attempts work at the same time."),
            FieldShape(
                "budget", .amount, standard: "no limit",
                "What the run may cost before a person is asked, in the currency the agents report."),
            FieldShape(
                "inputs", .map(keys: .name, values: .record(.input)), standard: "none",
                "What a person supplies when a run is started, by name."),
            FieldShape(
                "agents", .map(keys: .name, values: .record(.agent)),
                standard: "one command agent named `shell`",
                "Who performs the steps, by name."
            ).notEmpty(),
            FieldShape("gates", .record(.gates), "How the gates of each kind behave."),
            FieldShape(
                "forbid", .list(of: .record(.forbidRule), allowsSingle: false), standard: "none",
                "What is never done, whoever would approve it."),
            FieldShape(
                "breakpoints", .list(of: .either(scalar: .name, record: .breakpoint), allowsSingle: false),
                standard: "none", "Steps before which the run is held for a person."),
            FieldShape(
                "steps", .map(keys: .name, values: .record(.step)), isRequired: true,
                "The steps by name, in the order people read them."
            ).notEmpty(),
            FieldShape(
                "synthesis", .list(of: .record(.part), allowsSingle: false),
                standard: "the outputs in plan order",
                "The parts of the result."
            ).notEmpty(),
        ])

    /// An entry of `inputs`.
    static let input = RecordShape(
        title: "an input",
        fields: [
            FieldShape(
                "type", .words(InputDeclaration.Kind.self), standard: "string", "The type of its value."),
            FieldShape("description", .text(allowsEmpty: true), "What it is for."),
            FieldShape(
                "default", .written, standard: "none: it must be given", "Its value when none is given."),
            FieldShape(
                "required", .boolean, standard: "true when there is no default",
                "Whether it must be given; an input that need not be and has no default is empty."),
            FieldShape(
                "options", .list(of: .text(allowsEmpty: false), allowsSingle: false),
                "The values a choice may have."),
        ])

    /// An entry of `agents`.
    static let agent = RecordShape(
        title: "an agent",
        fields: [
            FieldShape(
                "kind", .words(AgentDeclaration.Kind.self), isRequired: true, "What performs the attempts."),
            FieldShape("description", .text(allowsEmpty: true), "What the agent is good at, for people."),
            FieldShape(
                "shell", .list(of: .text(allowsEmpty: false), allowsSingle: true),
                standard: "[/bin/sh, -eu, -c]",
                "The program and its leading arguments; the step's `run` is the last argument."),
            FieldShape(
                "concurrency", .integer(1...64), standard: "the run's",
                "How many attempts of this agent work at the same time."),
            FieldShape("autonomy", .words(Autonomy.self), standard: "the run's", "The agent's own level."),
        ])

    /// The section `gates`: one key per kind.
    static let gates = RecordShape(
        title: "the section of gates",
        fields: GateKind.allCases.map { kind in
            FieldShape(
                kind.rawValue, .either(scalar: .switching, record: .gate(kind)),
                standard: "the level of autonomy decides; waits without limit", kind.summary)
        })

    /// The setting of gates of one kind.
    static func gate(_ kind: GateKind) -> RecordShape {
        RecordShape(
            title: "a gate",
            fields: [
                FieldShape(
                    "on", .switching, standard: "the level of autonomy decides",
                    "`on` always asks; `off` takes away what the level of autonomy adds."),
                FieldShape(
                    "timeout", .duration, standard: "waits without limit",
                    "When the default is taken. Only together with `onTimeout`."
                ).together(with: "onTimeout", meaning: "what happens when nobody has answered by then"),
                FieldShape(
                    "onTimeout", kind.defaultShape, standard: "none",
                    "The default that is taken then. Only together with `timeout`."
                ).together(with: "timeout", meaning: "how long the gate waits before"),
            ],
            mayBeEmpty: false)
    }

    /// The default that is an answer to a question.
    static let answer = RecordShape(
        title: "a default answer",
        fields: [
            FieldShape("answer", .text(allowsEmpty: false), isRequired: true, "The answer that is given.")
        ])

    /// An entry of `forbid`.
    static let forbidRule = RecordShape(
        title: "a rule",
        fields: [
            FieldShape("agent", .name, standard: "any", "The agent whose steps it forbids."),
            FieldShape("effect", .words(Effect.self), standard: "any", "The effect that it forbids."),
            FieldShape(
                "impact", .words(Impact.self), standard: "any", "The least impact that it forbids."),
            FieldShape("reason", .text(allowsEmpty: false), isRequired: true, "Why, for people."),
        ])

    /// An entry of `breakpoints`.
    static let breakpoint = RecordShape(
        title: "a breakpoint",
        fields: [
            FieldShape("step", .name, isRequired: true, "The step before which the run is held."),
            FieldShape(
                "level", .words(Breakpoint.Level.self), standard: "always",
                "The highest level of autonomy at which it holds the run."),
            FieldShape("logOnly", .boolean, standard: "false", "Only leave a mark in the log."),
        ])

    /// An entry of `steps`.
    static let step = RecordShape(
        title: "a step",
        fields: [
            FieldShape(
                "name", .text(allowsEmpty: false), standard: "the key",
                "What the step does, in a few words."),
            FieldShape(
                "agent", .name, standard: "the only command agent", "Who performs it."),
            FieldShape(
                "needs", .list(of: .name, allowsSingle: true), standard: "none",
                "The steps that must have ended before it starts."),
            FieldShape(
                "run", .text(allowsEmpty: false),
                "What a command agent runs, or what a human agent is asked. No expressions."),
            FieldShape(
                "with", .map(keys: .anything, values: .anything), standard: "none",
                "Values for the agent; texts in them may hold expressions."),
            FieldShape(
                "env", .map(keys: .variable, values: .text(allowsEmpty: true)), standard: "none",
                "Environment variables; their values may hold expressions."),
            FieldShape(
                "effect", .words(Effect.self), standard: "none", "What it changes outside its own output."),
            FieldShape("impact", .words(Impact.self), standard: "low", "What a mistake would cost."),
            FieldShape(
                "undo", .text(allowsEmpty: false),
                "The command that compensates an external effect. No expressions."),
            FieldShape(
                "approval", .words(Approval.self), standard: "policy",
                "Whether the result is always reviewed."),
            FieldShape("timeout", .duration, standard: "no limit", "How long one attempt may take."),
            FieldShape(
                "retries", .integer(0...20), standard: "0",
                "How many more attempts follow a failed one unasked."),
            FieldShape(
                "idempotent", .boolean, standard: "false",
                "Whether doing it twice is as doing it once, so that an external effect may be retried."
            ),
            FieldShape(
                "onFailure", .words(FailureResponse.self), standard: "ask",
                "What happens when the retries are used up."),
        ])

    /// An entry of `synthesis`.
    static let part = RecordShape(
        title: "a part of the synthesis",
        fields: [
            FieldShape("title", .text(allowsEmpty: false), isRequired: true, "The heading."),
            FieldShape("text", .text(allowsEmpty: true), isRequired: true, "The text, with expressions."),
        ])

    /// A plan on its own, as people edit it.
    static let planDocument = RecordShape(
        title: "a plan",
        fields: [
            FieldShape("steps", .map(keys: .name, values: .record(.step)), isRequired: true, "The steps.")
                .notEmpty()
        ])
}

extension Shape {
    /// The words of a closed set.
    static func words<Word: CaseIterable & RawRepresentable>(_ type: Word.Type) -> Shape
    where Word.RawValue == String {
        .word(type.allCases.map(\.rawValue))
    }
}

extension GateKind {
    /// What the gate asks, for the reference.
    var summary: String {
        switch self {
        case .beforeStart: "Before planning begins."
        case .afterPlanning: "When there is a plan, before any step starts."
        case .beforeCriticalAction: "Before a step does something critical."
        case .reviewResult: "When a result is reviewed, or a step has failed."
        case .beforeCompletion: "When the synthesis is written, before the run is completed."
        case .breakpoint: "When a breakpoint is reached."
        case .question: "When an agent asks a person."
        case .recovery: "When it is unknown after a crash whether a step took effect."
        }
    }

    /// The defaults that make sense for the kind.
    var defaultShape: Shape {
        let allowed = GateSettings.allowedDefaults(for: self)
        let words = Shape.word(allowed.filter { $0 != "answer" })
        return allowed.contains("answer") ? .either(scalar: words, record: .answer) : words
    }
}
