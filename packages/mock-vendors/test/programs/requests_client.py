import os, requests

answer = requests.post(
    "https://techsz.aoscdn.com/api/tasks/visual/segmentation",
    files={"image_url": (None, "https://example.com/a.jpg"), "sync": (None, "1")},
    headers={"X-API-KEY": os.environ["PICWISH_API_KEY"]},
)
print(requests.get(answer.json()["data"]["image"]).headers["content-type"])
