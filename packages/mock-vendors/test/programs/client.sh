answer=$(curl -sS -H "X-API-KEY: $PICWISH_API_KEY" -F image_url=https://example.com/a.jpg -F sync=1 \
  https://techsz.aoscdn.com/api/tasks/visual/segmentation)
image=$(printf %s "$answer" | sed 's/.*"image":"\([^"]*\)".*/\1/')
curl -sS -o /dev/null -w '%{content_type}\n' "$image"
curl -sS -o /dev/null -w '%{http_code}\n' "${image%?}x"
