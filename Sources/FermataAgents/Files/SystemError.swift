#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A system call that failed, or a file that is not what it must be.
struct SystemError: Error, Hashable {
    /// The system's number for what went wrong; 0 when the system had no complaint of its own.
    var number: Int32
    /// What went wrong, in words.
    var message: String

    /// What the last failed call of this thread left.
    static var current: SystemError { SystemError(number: errno) }

    /// Creates an error of that number, with the system's words for it.
    init(number: Int32) {
        self.number = number
        message = String(cString: strerror(number))
    }

    /// Creates an error in our own words.
    init(message: String) {
        number = 0
        self.message = message
    }
}
