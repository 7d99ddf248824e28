import ArgumentParser

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "The whole path on a stand-in of the API, with a kill in the middle.")

    func run() async throws {
        print("later")
    }
}
