import json, os, urllib.parse, urllib.request

task = urllib.request.Request(
    "https://techsz.aoscdn.com/api/tasks/visual/segmentation",
    data=urllib.parse.urlencode({"image_url": "https://example.com/a.jpg", "sync": "1"}).encode(),
    headers={"X-API-KEY": os.environ["PICWISH_API_KEY"]},
)
image = json.load(urllib.request.urlopen(task))["data"]["image"]
print(urllib.request.urlopen(image).headers["content-type"])
