import ArgumentParser
import Journal

/// Narrows `latest`, wherever a run is named.
struct LatestOption: ParsableArguments {
    @Option(
        name: .customLong("plan"), help: ArgumentHelp("With latest: the latest run of this plan.", valueName: "plan"))
    var plan: String?

    /// - Parameter text: a run's number or UUID, or `latest`.
    /// - Throws: `ValidationError` where the plan narrows nothing.
    func reference(_ text: String) throws -> RunReference {
        if plan != nil, text != RunReference.latestWord {
            throw ValidationError("--plan goes with latest: a number or a UUID names one run already")
        }
        return RunReference(text, plan: plan)
    }

    /// - Returns: the latest run where none is named.
    func reference(_ text: String?) throws -> RunReference { try reference(text ?? RunReference.latestWord) }
}
