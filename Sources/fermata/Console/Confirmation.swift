#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Asks a person for a plain yes or no.
enum Confirmation {
    /// Only `y` or `yes` is a yes. Silence, the end of input and everything else is a no.
    static func ask(_ question: String, on console: Console) -> Bool {
        // What was typed before the question was there cannot be its answer.
        tcflush(STDIN_FILENO, TCIFLUSH)
        console.prompt("\(question) [y/N] ")
        let answer = (readLine() ?? "").lowercased()
        return answer == "y" || answer == "yes"
    }
}
