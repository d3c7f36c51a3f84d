import FermataAPI
import FermataCore
import Testing

@Suite("How a gate is named")
struct GateNameTests {
    @Test("The text of a gate's name is read back as the same gate")
    func text() throws {
        let run = try #require(RunID("7k3m"))
        let name = GateName(run, GateID(3))
        #expect(name.description == "7k3m.g3")
        #expect(GateName("7k3m.g3") == name)
    }

    @Test(
        "What names no gate of a run is no name",
        arguments: ["g3", "7k3m.3", "7k3m.g0", "7k3m.g3.g4", ".g3", ""])
    func noName(text: String) {
        #expect(GateName(text) == nil)
    }
}
