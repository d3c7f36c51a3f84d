import FermataCore
import FermataJournal
import FermataRuntime
import Logging

/// What the routes work with.
struct ServerParts: Sendable {
    let settings: ServerSettings
    let engine: Engine
    let journal: any Journal
    let clock: any WallClock
    let logger: Logger
    let access: AccessControl
    let reader: RunReader
    let hub: StreamHub
    let lists: ListChannel
    let playbooks: PlaybookShelf
    let metrics: ServerMetrics
    let answers = AnswerStore()
    let orders: OrderIndex
    let grace: GracePeriods
    /// A name for a new run.
    let newRun: @Sendable () -> RunID
}
