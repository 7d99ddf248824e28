import ArgumentParser
import Journal

/// Restricts `latest`, wherever a run is named.
struct LatestOption: ParsableArguments {
    @Option(
        name: .customLong("plan"), help: ArgumentHelp("With latest: the latest run of this plan.", valueName: "plan"))
    var plan: String?

    /// - Parameter text: a run's number or UUID, or `latest`.
    /// - Throws: `ValidationError` if the plan has no effect.
    func reference(_ text: String) throws -> RunReference {
        if plan != nil, text != RunReference.latestWord {
            throw ValidationError("--plan needs latest: a number or a UUID already names one run")
        }
        return RunReference(text, plan: plan)
    }

    /// - Returns: the latest run if none is named.
    func reference(_ text: String?) throws -> RunReference { try reference(text ?? RunReference.latestWord) }
}
