/// The page of keys, from the table of bindings.
struct HelpText {
    let columns: Int
    private static let keyColumns = 16

    var lines: [StyledLine] {
        var block = TextBlock(columns: columns)
        for group in KeyBinding.Group.allCases {
            block.gap()
            block.sentence(group.rawValue, strong: true)
            for binding in KeyBinding.allCases where binding.group == group {
                let keys = binding.keys.map(\.name).joined(separator: ", ")
                block.labelled(
                    "  " + keys.fitted(to: Self.keyColumns, ellipsis: ""), binding.meaning, labelInk: .plain)
            }
        }
        block.gap()
        block.sentence("While you write, Enter sends and Esc does not. Pasted text never decides anything.")
        block.sentence(
            "Approve counts once the whole question has been on the screen for a moment; "
                + "what was typed before is dropped."
        )
        return block.lines
    }
}
