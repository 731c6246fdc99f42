const body = new FormData();
body.set('image_url', 'https://example.com/a.jpg');
body.set('sync', '1');
const headers = { 'x-api-key': process.env.PICWISH_API_KEY };
const answer = await fetch('https://techsz.aoscdn.com/api/tasks/visual/segmentation', {
  method: 'POST',
  headers,
  body,
});
const { data } = await answer.json();
console.log((await fetch(data.image)).headers.get('content-type'));
