import FermataAgents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

if AttemptSupervisor.isInvocation(CommandLine.arguments) {
    exit(AttemptSupervisor.run(CommandLine.arguments))
}
print("not built yet")
