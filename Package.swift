// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let collections = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let asyncHTTP = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

let package = Package(
    name: "rekey",
    products: [
        .executable(name: "rekey", targets: ["RekeyCLI"]),
        .executable(name: "rekey-bench", targets: ["RekeyBench"]),
        .library(name: "Rekey", targets: ["Rekey"]),
        // For the tests alone: power loss, failing disks and clocks that jump, under the built program.
        .library(name: "rekey-preload", type: .dynamic, targets: ["Preload"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", .upToNextMinor(from: "7.10.0")),
        .package(url: "https://github.com/apple/swift-crypto", .upToNextMinor(from: "4.5.2")),
        .package(url: "https://github.com/jpsim/Yams", .upToNextMinor(from: "6.2.2")),
        .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
        .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.2")),
        .package(url: "https://github.com/apple/swift-collections", .upToNextMinor(from: "1.6.0")),
        .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.2")),
        .package(url: "https://github.com/apple/swift-nio-ssl", .upToNextMinor(from: "2.37.6")),
        // A peer of the bench; `rekey` does not contain it.
        .package(url: "https://github.com/swift-server/async-http-client", .upToNextMinor(from: "1.37.0")),
        .package(url: "https://github.com/apple/swift-system", .upToNextMinor(from: "1.8.1")),
        .package(url: "https://github.com/swiftlang/swift-subprocess", .upToNextMinor(from: "1.0.2")),
    ],
    targets: [
        // Bottom: nothing here knows a plan, a run or the network.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CProcess"),
        .target(name: "CrashPoints", swiftSettings: strict),
        .target(name: "Clock", swiftSettings: strict),
        .target(name: "Threads", swiftSettings: strict),
        .target(name: "Files", swiftSettings: strict),
        .target(
            name: "Migrations", path: "migrations",
            resources: [
                .embedInCode("0001_init.sql"), .embedInCode("0002_pace_clock.sql"),
                .embedInCode("0003_versions.sql"),
                .embedInCode("0004_audit.sql"),
                .embedInCode("0005_logins.sql"),
                .embedInCode("0006_items.sql"),
                .embedInCode("0007_item_values.sql"),
                .embedInCode("0008_fires.sql"),
                .embedInCode("0009_item_ranges.sql"),
                .embedInCode("0010_doubt.sql"),
                .embedInCode("0011_audit_and_times.sql"),
                .embedInCode("0012_file_mark.sql"),
                .embedInCode("0013_hosts.sql"),
                .embedInCode("0014_apps.sql"),
                .embedInCode("0015_notices.sql"),
                .embedInCode("0016_named_targets.sql"),
                .embedInCode("0017_create_and_confirm.sql"),
                .embedInCode("0018_installations.sql"),
            ], swiftSettings: strict),
        .target(name: "Secrets", dependencies: [crypto], swiftSettings: strict),
        .target(name: "Model", dependencies: ["Clock", "Secrets"], swiftSettings: strict),

        // Each of these does one thing with the model and knows none of its neighbours.
        .target(name: "JobFile", dependencies: ["Files", "Model", "Secrets", yams], swiftSettings: strict),
        .target(
            name: "Values",
            dependencies: ["CProcess", "CrashPoints", "Files", "Model", "Secrets", crypto, cryptoExtras],
            swiftSettings: strict),
        .target(name: "Subprocesses", dependencies: ["CProcess", "Secrets", "Threads"], swiftSettings: strict),
        .target(
            name: "Journal",
            dependencies: [
                "CProcess", "CrashPoints", "Model", "Clock", "Migrations", "Secrets", "Threads", crypto,
                grdb, sqlite,
            ],
            swiftSettings: strict),
        .target(
            name: "Transport", dependencies: ["CCurl", "CrashPoints", "Clock", "Secrets"], swiftSettings: strict),
        .target(
            name: "Nx1", dependencies: ["Files", "Model", "Secrets", "Transport", crypto, yams],
            swiftSettings: strict),

        // A run, the library's face, the program.
        .target(
            name: "Engine",
            dependencies: [
                "CrashPoints", "Model", "Clock", "Secrets", "Subprocesses", "Values", "Journal", "Transport", "Nx1",
                collections,
                heap,
            ],
            swiftSettings: strict),
        .target(
            name: "Report", dependencies: ["Journal", "Model", "Secrets", crypto],
            resources: [.embedInCode("Page/report.css"), .embedInCode("Page/report.js")], swiftSettings: strict),
        .target(
            name: "Rekey",
            dependencies: [
                "CProcess", "CrashPoints", "Files", "Model", "Clock", "Secrets", "JobFile", "Subprocesses",
                "Values", "Journal",
                "Transport", "Nx1",
                "Engine",
                "Report", crypto,
            ],
            swiftSettings: strict),
        .target(name: "SchedulerUnits", dependencies: ["Model"], swiftSettings: strict),
        .target(
            name: "Sandbox", dependencies: ["Model", "Secrets", "Transport", crypto, cryptoExtras, heap] + nio,
            resources: [.embedInCode("openapi.json")], swiftSettings: strict),
        .executableTarget(
            name: "RekeyCLI",
            dependencies: [
                "CProcess", "Files", "Model", "Clock", "Secrets", "JobFile", "Subprocesses", "Values", "Journal",
                "Threads", "Transport",
                "Nx1",
                "Engine", "Rekey",
                "Report", "Sandbox", "SchedulerUnits", arguments, logging, yams, subprocess, system,
            ],
            resources: [
                .embedInCode("Resources/examples/api-token.yaml"), .embedInCode("Resources/examples/csv.csv"),
                .embedInCode("Resources/examples/csv.yaml"), .embedInCode("Resources/examples/dotenv.env"),
                .embedInCode("Resources/examples/dotenv.yaml"),
                .embedInCode("Resources/examples/postgres-can-log-in"),
                .embedInCode("Resources/examples/postgres-set-password"),
                .embedInCode("Resources/examples/postgres.yaml"),
                .embedInCode("Resources/examples/quarterly.yaml"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "RekeyBench",
            dependencies: [
                "CCurl", arguments, asyncHTTP,
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),

        // Tests: one folder a target; the last ones run the built program.
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: strict),
        .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: strict),
        .testTarget(name: "ClockTests", dependencies: ["Clock"], swiftSettings: strict),
        .testTarget(
            name: "ModelTests", dependencies: ["Model", "Clock", "Secrets", "TestSupport"],
            exclude: ["Peer/cron_peer.py"], swiftSettings: strict),
        .testTarget(name: "SecretsTests", dependencies: ["Secrets"], swiftSettings: strict),
        .testTarget(name: "ValuesTests", dependencies: ["Model", "Secrets", "Values", crypto], swiftSettings: strict),
        .testTarget(name: "JobFileTests", dependencies: ["JobFile", "Model"], swiftSettings: strict),
        .testTarget(
            name: "JournalTests", dependencies: ["Journal", "Migrations", "Model", crypto, grdb],
            swiftSettings: strict),
        .testTarget(
            name: "TransportTests", dependencies: ["Transport", "Secrets", "Sandbox"], swiftSettings: strict),
        .testTarget(
            name: "Nx1Tests", dependencies: ["Nx1", "Model", "Secrets"], swiftSettings: strict),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Engine", "JobFile", "Journal", "Model", "Clock", "Nx1", "Rekey", "Sandbox", "Secrets",
                "TestSupport",
                "Transport", "Values", grdb,
            ],
            exclude: ["value_writers.py"], swiftSettings: strict),
        .testTarget(name: "RekeyTests", dependencies: ["Rekey", "Sandbox", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "ReportTests", dependencies: ["Report", "Journal", "Model"], swiftSettings: strict),
        .testTarget(name: "SchedulerUnitsTests", dependencies: ["Model", "SchedulerUnits"], swiftSettings: strict),
        .testTarget(
            name: "SandboxTests",
            dependencies: [
                "Sandbox", "Model", "TestSupport", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ], exclude: ["Peer"], swiftSettings: strict),
        .target(
            name: "TestSupport",
            dependencies: [subprocess, system], path: "Tests/Support", swiftSettings: strict),
        .target(name: "Preload", path: "Tests/Preload"),
        .testTarget(
            name: "SystemTests", dependencies: ["Model", "RekeyCLI", "Sandbox", "TestSupport", subprocess, system],
            exclude: ["Expected", "Provider"],
            swiftSettings: strict),
        .testTarget(
            name: "CrashTests", dependencies: ["CrashPoints", "RekeyCLI", "Sandbox", "TestSupport"],
            swiftSettings: strict),
    ]
)

// `.ci/fuzz` names the toolchain's libFuzzer here. What reads other people's bytes is built with coverage then, and the
// fuzzer is a target; no other build knows of it.
if let runtime = Context.environment["REKEY_FUZZER"] {
    let coverage = SwiftSetting.unsafeFlags(["-sanitize=fuzzer"])
    for target in package.targets where ["Model", "JobFile", "Nx1", "Transport", "Values"].contains(target.name) {
        target.swiftSettings = strict + [coverage]
    }
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
        .executableTarget(
            name: "Fuzz", dependencies: ["CFuzzer", "JobFile", "Model", "Nx1", "Secrets", "Transport", "Values"],
            path: "Tests/Fuzz", exclude: ["CFuzzer", "Corpus"], swiftSettings: [.swiftLanguageMode(.v6)],
            linkerSettings: [.unsafeFlags([runtime]), .linkedLibrary("stdc++")]),
    ]
}
