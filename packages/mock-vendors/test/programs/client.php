<?php
function send(string $url, array $options = []): array {
    $request = curl_init($url);
    curl_setopt_array($request, [CURLOPT_RETURNTRANSFER => true] + $options);
    $body = curl_exec($request);
    if ($body === false) { fwrite(STDERR, curl_error($request) . "\n"); exit(1); }
    return [$body, curl_getinfo($request, CURLINFO_CONTENT_TYPE)];
}

[$body] = send('https://techsz.aoscdn.com/api/tasks/visual/segmentation', [
    CURLOPT_POSTFIELDS => ['image_url' => 'https://example.com/a.jpg', 'sync' => '1'],
    CURLOPT_HTTPHEADER => ['X-API-KEY: ' . getenv('PICWISH_API_KEY')],
]);
[, $type] = send(json_decode($body, true)['data']['image']);
echo $type, "\n";
