import ArgumentParser
import Files
import Foundation
import Model
import Report
import SchedulerUnits

struct SchedulePrintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Print units with which a scheduler calls `rekey run --due`.",
        discussion: """
            Nothing is installed, and no unit contains a credential.

            Examples: rekey schedule print --format systemd --to .
            rekey schedule print --format kubernetes --shards 4 --image registry.example.com/rekey:1
            """)

    @OptionGroup var form: SingleForm

    @Option(help: "The scheduler: crontab, systemd or kubernetes.")
    var format: UnitFormat

    @Option(
        help: ArgumentHelp("Write each unit to a file in this folder instead of standard output.", valueName: "folder"))
    var to: String?

    @Option(help: "The name of the units.")
    var name: String = UnitRequest().name

    @Option(help: "The program's path.")
    var program: String = UnitRequest().program

    @Option(help: "The database's path.")
    var database: String = UnitRequest().database

    @Option(help: "The master key's file.")
    var keyFile: String = UnitRequest().keyFile

    @Option(help: "The file of profiles.")
    var profiles = "/etc/rekey/profiles"

    @Option(name: .shortAndLong, help: "The profile with host and credential; default: the plans' own.")
    var profile: String?

    @Option(help: "The file with the API key, instead of profiles; needs --host.")
    var apiKeyFile: String?

    @Option(help: "The API's address; needs --api-key-file.")
    var host: String?

    @Option(help: "The number of minutes between two calls.", transform: { try SchedulePrintCommand.interval($0) })
    var interval: CallInterval = .fiveMinutes

    @Option(help: "The user who runs rekey (crontab, systemd).")
    var user: String = UnitRequest().user

    @Option(help: "The recipient of mail about a failure (crontab).")
    var mailTo: String = UnitRequest().mailTo

    @Option(
        help: ArgumentHelp(
            "The file for metrics, written at each call for the node exporter's textfile collector; its name ends in "
                + ".prom.",
            valueName: "file"))
    var metricsFile: String?

    @Option(help: "The number of pods over which the targets are distributed (kubernetes).")
    var shards = 1

    @Option(help: "The container's image (kubernetes).")
    var image: String = PodRequest().image

    @Option(help: "The namespace (kubernetes).")
    var namespace: String?

    @Option(help: "The size of the database's volume (kubernetes).")
    var storage: String = PodRequest().storage

    @Option(
        help: "A job file in the ConfigMap that each pod applies first; may be repeated (kubernetes).")
    var jobFile: [String] = PodRequest().jobFiles

    func validate() throws {
        if (apiKeyFile == nil) != (host == nil) { throw ValidationError("--api-key-file and --host need each other") }
    }

    func run() throws {
        let units = try format.units(request)
        guard let to else { return try StandardOutput.write(units.map(\.named).joined(separator: "\n")) }
        for unit in units {
            let path = to.hasSuffix("/") ? to + unit.fileName : to + "/" + unit.fileName
            try ReplacedFile(path: path).write { sink in try sink(unit.text) }
            try StandardOutput.line("wrote \(path)")
        }
    }

    private var request: UnitRequest {
        var request = UnitRequest()
        request.name = name
        request.program = program
        request.database = database
        request.keyFile = keyFile
        if let apiKeyFile, let host {
            request.access = .keyFile(path: apiKeyFile, host: host)
        } else {
            request.access = .profiles(path: profiles, name: profile)
        }
        request.interval = interval
        request.user = user
        request.mailTo = mailTo
        request.metricsFile = metricsFile
        request.shards = shards
        request.pod.image = image
        request.pod.namespace = namespace
        request.pod.storage = storage
        request.pod.jobFiles = jobFile
        return request
    }

    private static func interval(_ text: String) throws -> CallInterval {
        guard let minutes = Int(text) else { throw ValidationError("write a whole number of minutes") }
        return try RunOptions.parsing { try CallInterval(minutes: minutes) }
    }
}

extension UnitFormat: ExpressibleByArgument {}
