import FermataCore

/// Where everything stands on a screen of a size.
struct ScreenLayout: Hashable {
    /// From this width on the question stands beside the plan.
    static let sideBySideColumns = 110
    /// Below this nothing useful can be drawn.
    static let smallestSize = TerminalSize(columns: 30, rows: 9)

    let size: TerminalSize
    let headerRows: Int
    let footerRows = 2
    let bodyRows: Int
    let isSideBySide: Bool
    let planRows: Int
    let planColumns: Int
    /// The question's place with its first and last row; 0 when there is none.
    let questionRows: Int
    let questionColumns: Int

    /// The layout for a size. `questionLineCount` is `nil` when nothing is asked; `isWhole` gives the
    /// question the whole screen.
    init(size: TerminalSize, stepCount: Int, questionLineCount: Int?, isWhole: Bool) {
        self.size = size
        headerRows = size.rows >= 18 ? 4 : 2
        bodyRows = max(3, size.rows - headerRows - footerRows)
        isSideBySide = size.columns >= Self.sideBySideColumns && !isWhole
        guard let questionLineCount else {
            questionRows = 0
            planRows = bodyRows
            planColumns = isSideBySide ? size.columns * 11 / 20 : size.columns
            questionColumns = size.columns - (isSideBySide ? planColumns + 1 : 0)
            return
        }
        if isWhole {
            (planRows, planColumns, questionRows, questionColumns) = (0, size.columns, bodyRows, size.columns)
        } else if isSideBySide {
            planRows = bodyRows
            planColumns = size.columns * 9 / 20
            questionRows = bodyRows
            questionColumns = size.columns - planColumns - 1
        } else {
            let wanted = questionLineCount + 2
            let most = max(bodyRows * 13 / 20, bodyRows - stepCount)
            questionRows = max(3, min(wanted, most, bodyRows - 1))
            planRows = bodyRows - questionRows
            (planColumns, questionColumns) = (size.columns, size.columns)
        }
    }

    /// Whether the terminal is large enough.
    var isUsable: Bool {
        size.columns >= Self.smallestSize.columns && size.rows >= Self.smallestSize.rows
    }

    /// Rows of the question's text between its first and last row.
    var questionTextRows: Int { isUsable ? max(0, questionRows - 2) : 0 }
    /// Columns of the question's text.
    var questionTextColumns: Int { max(10, questionColumns - 2) }
    /// Rows of the text of a dialog or of the end, below its title.
    var overlayTextRows: Int { isUsable ? bodyRows - 1 : 0 }
    /// Columns of such a text.
    var overlayTextColumns: Int { max(10, size.columns - 2) }
}

extension TerminalModel {
    /// Where everything stands just now.
    var layout: ScreenLayout {
        ScreenLayout(
            size: size, stepCount: state?.steps.count ?? 0, questionLineCount: question?.pane.lines.count,
            isWhole: isQuestionWhole)
    }
}
