import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

public class Client {
    public static void main(String[] arguments) throws Exception {
        var client = HttpClient.newHttpClient();
        var task = HttpRequest.newBuilder(URI.create("https://techsz.aoscdn.com/api/tasks/visual/segmentation"))
            .header("X-API-KEY", System.getenv("PICWISH_API_KEY"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("image_url=https%3A%2F%2Fexample.com%2Fa.jpg&sync=1"))
            .build();
        var answer = client.send(task, BodyHandlers.ofString()).body();
        var image = Pattern.compile("\"image\":\"([^\"]+)").matcher(answer);
        if (!image.find()) throw new Exception(answer);
        var picture = client.send(HttpRequest.newBuilder(URI.create(image.group(1))).build(), BodyHandlers.discarding());
        System.out.println(picture.headers().firstValue("content-type").orElse("none"));
    }
}
