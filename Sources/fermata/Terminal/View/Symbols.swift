/// The characters the view draws with: all of Unicode, or only ASCII where the terminal's locale knows no
/// more.
struct Symbols: Hashable {
    var proposed, queued, ready, running, you, blocked, done, failed, skipped, rolledBack, paused: String
    var breakpoint, selected, ellipsis, more: String
    var vertical, horizontal, branch, mergeLeft, mergeRight, passOver: String
    var barDone, barRunning, barYou, barFailed, barOpen: String
    var dot, prompt, lineEnd, continuation: String

    static let unicode = Symbols(
        proposed: "◌", queued: "○", ready: "○", running: "◐", you: "◉", blocked: "⊖", done: "✓", failed: "✗",
        skipped: "⊘", rolledBack: "↺", paused: "‖", breakpoint: "◆", selected: "▸", ellipsis: "…", more: "▼",
        vertical: "│", horizontal: "─", branch: "├", mergeLeft: "╰", mergeRight: "╯", passOver: "┼",
        barDone: "━", barRunning: "╍", barYou: "●", barFailed: "✗", barOpen: "─", dot: "·", prompt: "›",
        lineEnd: "⏎", continuation: "↪ ")

    static let ascii = Symbols(
        proposed: ".", queued: "o", ready: "o", running: ">", you: "?", blocked: "=", done: "+", failed: "x",
        skipped: "/", rolledBack: "<", paused: "\"", breakpoint: "*", selected: ">", ellipsis: "~", more: "v",
        vertical: "|", horizontal: "-", branch: "+", mergeLeft: "`", mergeRight: "'", passOver: "+",
        barDone: "=", barRunning: "~", barYou: "?", barFailed: "x", barOpen: "-", dot: "-", prompt: ">",
        lineEnd: "^J", continuation: "\\ ")

    /// What the environment's locale can show.
    static func suited(to environment: [String: String]) -> Symbols {
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return name.contains("utf-8") || name.contains("utf8") ? .unicode : .ascii
    }
}
