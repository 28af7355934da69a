import Configuration

/// Reads a configuration as if it stood in `clusters.json`.
func read(_ text: String) throws(ConfigurationError) -> SweepConfiguration {
  try SweepConfiguration.read([UInt8](text.utf8), file: "clusters.json")
}

/// The lines with which a configuration is refused; empty where it is not.
func refusal(_ body: () throws(ConfigurationError) -> SweepConfiguration) -> [String] {
  do {
    _ = try body()
    return []
  } catch {
    return error.description.split(separator: "\n").map(String.init)
  }
}

func refusal(_ text: String) -> [String] {
  refusal { () throws(ConfigurationError) in try read(text) }
}
