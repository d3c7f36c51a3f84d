import CoreMetrics
import Synchronization

/// Keeps what is counted and writes it as Prometheus reads it (text exposition format, version 0.0.4).
///
/// It belongs to one server and is handed to each metric, so that several servers in one process count apart.
final class PrometheusRegistry: MetricsFactory {
    /// The most series; what would be another is not counted. Labels never come from a request's text.
    static let maximumSeriesCount = 2000
    /// The upper bounds of the buckets of durations, in seconds.
    static let bucketSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// What one series holds.
    private enum Series {
        case counter(Double)
        case gauge(Double)
        case histogram(counts: [Int], sum: Double, count: Int)
    }

    private struct Key: Hashable {
        var name: String
        var labels: String
    }

    private let series = Mutex<[Key: Series]>([:])

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        PrometheusSeries(registry: self, name: label, dimensions: dimensions)
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        PrometheusSeries(registry: self, name: label, dimensions: dimensions)
    }

    func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        PrometheusSeries(registry: self, name: label, dimensions: dimensions)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        PrometheusSeries(registry: self, name: label, dimensions: dimensions)
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    fileprivate func add(_ amount: Double, to name: String, _ labels: String) {
        change(name, labels, from: .counter(0)) { old in
            guard case .counter(let count) = old else { return old }
            return .counter(count + amount)
        }
    }

    fileprivate func set(_ name: String, _ labels: String, to value: Double) {
        change(name, labels, from: .gauge(0)) { _ in .gauge(value) }
    }

    fileprivate func shift(_ name: String, _ labels: String, by amount: Double) {
        change(name, labels, from: .gauge(0)) { old in
            guard case .gauge(let value) = old else { return old }
            return .gauge(value + amount)
        }
    }

    fileprivate func observe(seconds: Double, in name: String, _ labels: String) {
        let empty = Series.histogram(
            counts: Array(repeating: 0, count: Self.bucketSeconds.count), sum: 0, count: 0)
        change(name, labels, from: empty) { old in
            guard case .histogram(var counts, let sum, let count) = old else { return old }
            for (index, bound) in Self.bucketSeconds.enumerated() where seconds <= bound {
                counts[index] += 1
            }
            return .histogram(counts: counts, sum: sum + seconds, count: count + 1)
        }
    }

    private func change(
        _ name: String, _ labels: String, from empty: Series, _ body: (Series) -> Series
    ) {
        let key = Key(name: name, labels: labels)
        series.withLock { series in
            guard series[key] != nil || series.count < Self.maximumSeriesCount else { return }
            series[key] = body(series[key] ?? empty)
        }
    }

    /// Everything, sorted by name.
    var text: String {
        let all = series.withLock { $0 }.sorted {
            ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels)
        }
        var lines: [String] = []
        var lastName = ""
        for (key, value) in all {
            if key.name != lastName {
                lines.append("# TYPE \(key.name) \(Self.kind(of: value))")
                lastName = key.name
            }
            lines += Self.lines(of: value, key)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func kind(of series: Series) -> String {
        switch series {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    private static func lines(of series: Series, _ key: Key) -> [String] {
        let labels = key.labels.isEmpty ? "" : "{\(key.labels)}"
        switch series {
        case .counter(let value), .gauge(let value): return ["\(key.name)\(labels) \(number(value))"]
        case .histogram(let counts, let sum, let count):
            let comma = key.labels.isEmpty ? "" : ","
            let buckets = zip(bucketSeconds.map(number) + ["+Inf"], counts + [count]).map { bound, count in
                "\(key.name)_bucket{\(key.labels)\(comma)le=\"\(bound)\"} \(count)"
            }
            return buckets + [
                "\(key.name)_sum\(labels) \(number(sum))", "\(key.name)_count\(labels) \(count)",
            ]
        }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
    }
}

/// One series, as swift-metrics fills it.
private final class PrometheusSeries: CounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    private let registry: PrometheusRegistry
    private let name: String
    private let labels: String

    init(registry: PrometheusRegistry, name: String, dimensions: [(String, String)]) {
        self.registry = registry
        self.name = name
        labels = dimensions.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    }

    func increment(by amount: Int64) { registry.add(Double(amount), to: name, labels) }
    func reset() {}
    func set(_ value: Int64) { registry.set(name, labels, to: Double(value)) }
    func set(_ value: Double) { registry.set(name, labels, to: value) }
    func increment(by amount: Double) { registry.shift(name, labels, by: amount) }
    func decrement(by amount: Double) { registry.shift(name, labels, by: -amount) }
    func record(_ value: Int64) { registry.observe(seconds: Double(value), in: name, labels) }
    func record(_ value: Double) { registry.observe(seconds: value, in: name, labels) }
    func recordNanoseconds(_ duration: Int64) {
        registry.observe(seconds: Double(duration) / 1e9, in: name, labels)
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
