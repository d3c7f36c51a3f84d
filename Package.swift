// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "fermata",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "fermata", targets: ["fermata"]),
        .executable(name: "fermata-simulate", targets: ["fermata-simulate"]),
        .library(name: "CEL", targets: ["CEL"]),
        .library(name: "FermataCore", targets: ["FermataCore"]),
        .library(name: "FermataJournal", targets: ["FermataJournal"]),
        .library(name: "FermataSQLite", targets: ["FermataSQLite"]),
        .library(name: "FermataRuntime", targets: ["FermataRuntime"]),
        .library(name: "FermataPlaybook", targets: ["FermataPlaybook"]),
        .library(name: "FermataAgents", targets: ["FermataAgents"]),
        .library(name: "FermataAPI", targets: ["FermataAPI"]),
        .library(name: "FermataClient", targets: ["FermataClient"]),
        .library(name: "FermataServer", targets: ["FermataServer"]),
        .library(name: "FermataTesting", targets: ["FermataTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        .target(name: "CEL", swiftSettings: settings + [.strictMemorySafety()]),
        .target(name: "FermataCore", swiftSettings: settings),
        .target(name: "FermataJournal", dependencies: ["FermataCore"], swiftSettings: settings),
        .target(
            name: "FermataSQLite",
            dependencies: [
                "FermataJournal", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .target(
            name: "FermataRuntime",
            dependencies: [
                "FermataJournal",
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "FermataPlaybook",
            dependencies: ["FermataCore", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings),
        .target(name: "CFermataProcess"),
        .target(
            name: "FermataAgents",
            dependencies: [
                "CFermataProcess", "FermataRuntime",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),
        .target(
            name: "FermataAPI", dependencies: ["FermataJournal", "FermataPlaybook"],
            swiftSettings: settings),
        .target(
            name: "FermataClient",
            dependencies: [
                "FermataAPI",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings),
        .target(
            name: "FermataServer",
            dependencies: [
                "FermataAPI", "FermataPlaybook", "FermataRuntime",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Page")],
            swiftSettings: settings),
        .target(
            name: "FermataTesting", dependencies: ["FermataJournal", "FermataRuntime"],
            swiftSettings: settings),
        .target(
            name: "FermataSimulation", dependencies: ["FermataJournal", "FermataRuntime"],
            swiftSettings: settings),
        .executableTarget(
            name: "fermata",
            dependencies: [
                "CEL", "FermataAgents", "FermataClient", "FermataPlaybook", "FermataRuntime", "FermataServer",
                "FermataSQLite",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "fermata-simulate",
            dependencies: [
                "FermataSimulation", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .testTarget(name: "CELTests", dependencies: ["CEL"], swiftSettings: settings),
        .testTarget(
            name: "FermataCoreTests", dependencies: ["FermataCore"], exclude: ["Fixtures", "Goldens"],
            swiftSettings: settings),
        .testTarget(
            name: "FermataJournalTests", dependencies: ["FermataJournal", "FermataTesting"],
            exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(
            name: "FermataSQLiteTests",
            dependencies: ["FermataSQLite", "FermataTesting", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),
        .testTarget(
            name: "FermataRuntimeTests",
            dependencies: [
                "FermataRuntime", "FermataTesting", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "FermataPlaybookTests", dependencies: ["FermataPlaybook"], swiftSettings: settings),
        .testTarget(
            name: "FermataAgentsTests", dependencies: ["fermata", "FermataAgents", "FermataTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "FermataSimulationTests", dependencies: ["FermataSimulation"], swiftSettings: settings),
        .testTarget(
            name: "FermataAPITests", dependencies: ["FermataAPI", "FermataSimulation"], exclude: ["Goldens"],
            swiftSettings: settings),
        .testTarget(
            name: "FermataClientTests", dependencies: ["FermataClient"], swiftSettings: settings),
        .testTarget(
            name: "FermataServerTests",
            dependencies: [
                "FermataServer", "FermataTesting",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "FermataTests", dependencies: ["fermata", "FermataAPI", "FermataPlaybook"],
            exclude: ["Terminal/Goldens"],
            swiftSettings: settings),
        .testTarget(name: "TidyTests", swiftSettings: settings),
    ]
)
