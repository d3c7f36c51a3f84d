/// The rules of the world's time zones, release 2026f of the time zone database, which is
/// in the public domain. Each line has the names of a zone, its offsets from UTC, the moments at
/// which they change, and the rule that holds after the last of them; `scripts/time-zones` says
/// how they are written.
enum TimeZoneData {
    /// The release of the database.
    static let release = "2026f"

    /// All lines, in several texts.
    static let parts = [part1, part2, part3, part4]
}
