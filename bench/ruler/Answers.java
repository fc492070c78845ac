import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;

/**
 * Reads lines {"pattern": text, "events": [texts]} and answers each with one line: "!" and the reason for a pattern that event-ruler refuses, else a
 * character for each event: "1" it matches, "0" it does not, "x" event-ruler refuses it.
 */
public class Answers {
    @SuppressWarnings("deprecation") // The constructor is the default of the library.
    public static void main(String[] arguments) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode question = mapper.readTree(line);
            out.println(answer(question.get("pattern").asText(), question.get("events")));
            if (!in.ready()) {
                out.flush();
            }
        }
    }

    private static String answer(String pattern, JsonNode events) {
        Machine machine = new Machine();
        try {
            machine.addRule("rule", pattern);
        } catch (Exception refusal) {
            return "!" + String.valueOf(refusal.getMessage()).replaceAll("\\s+", " ");
        }
        StringBuilder answers = new StringBuilder();
        for (JsonNode event : events) {
            answers.append(matches(machine, event.asText()));
        }
        return answers.toString();
    }

    private static char matches(Machine machine, String event) {
        try {
            return machine.rulesForJSONEvent(event).isEmpty() ? '0' : '1';
        } catch (Exception refusal) {
            return 'x';
        }
    }
}
