import FermataCore

extension RecordShape {
    /// What may be changed of an action before it is approved.
    static let action = RecordShape(
        title: "an edited action",
        fields: [
            FieldShape("run", .text(allowsEmpty: false), "What is run, or asked."),
            FieldShape("with", .map(keys: .anything, values: .anything), "Values for the agent."),
            FieldShape("env", .map(keys: .variable, values: .written), "Environment variables."),
            FieldShape(
                "timeoutSeconds", .integer(PlanProblem.allowedTimeoutSeconds),
                "How long the attempt may take, in seconds."),
        ])

    /// What may be changed of a synthesis.
    static let synthesis = RecordShape(
        title: "an edited synthesis",
        fields: [
            FieldShape(
                "parts", .list(of: .record(synthesisPart), allowsSingle: false), isRequired: true,
                "The parts, in order.")
        ])

    private static let synthesisPart = RecordShape(
        title: "a part of the synthesis",
        fields: [
            FieldShape("title", .text(allowsEmpty: true), isRequired: true, "The heading."),
            FieldShape("text", .text(allowsEmpty: true), isRequired: true, "The text."),
            FieldShape(
                "sources", .list(of: .name, allowsSingle: true), standard: "none",
                "The steps that the text rests on."),
        ])
}
