import ArgumentParser
import Model
import Rekey

/// Restricts a command to some of a plan's targets.
struct ScopeOptions: ParsableArguments {
    @Option(
        help: "Only this app, by its id or name; may be repeated.",
        transform: { text in try RunOptions.parsing { try AppReference(text) } })
    var app: [AppReference] = []

    @Option(
        help: "Only this secret; may be repeated.",
        transform: { text in try RunOptions.parsing { try SecretName(text) } })
    var secret: [SecretName] = []

    func narrowed(_ request: RunRequest) -> RunRequest {
        var request = request
        request.apps = app
        request.secrets = secret
        return request
    }
}
