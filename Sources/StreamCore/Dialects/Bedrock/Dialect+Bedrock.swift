extension Dialect {
    static let bedrockConverse = Dialect(
        name: "bedrock.converse",
        paths: [PathRule("/converse-stream", within: "/model/"), PathRule("/converse", within: "/model/")],
        streamSwitch: .path(streaming: ["/converse-stream"]),
        terminator: "metadata",
        claims: { BedrockConverse.claims($0) },
        makeReader: { BedrockConverse() },
        makeBuilder: { BedrockConverseMessage() },
        makeLint: { BedrockLint() }
    )

    static let bedrockInvoke = Dialect(
        name: "bedrock.invoke",
        paths: [
            PathRule("/invoke-with-response-stream", within: "/model/"),
            PathRule("/invoke", within: "/model/"),
        ],
        streamSwitch: .path(streaming: ["/invoke-with-response-stream"]),
        terminator: nil,
        claims: { $0.isUnwrapped },
        isCarrier: true,
        makeReader: { BedrockInvoke() },
        makeBuilder: { BedrockInvokeMessage() },
        makeLint: { BedrockLint() }
    )
}
