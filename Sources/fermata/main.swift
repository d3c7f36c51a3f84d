import FermataAgents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// An attempt's supervisor is this same executable, and must find a process that has done nothing else yet.
if AttemptSupervisor.isInvocation(CommandLine.arguments) {
    exit(AttemptSupervisor.run(CommandLine.arguments))
}
// A reader who has gone away is noticed where something is written to it.
signal(SIGPIPE, SIG_IGN)
await FermataCommand.start()
