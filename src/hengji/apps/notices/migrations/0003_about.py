"""A message says what it belongs to and who is meant."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_outbox")]

    operations = [
        migrations.AddField("delivery", "about", models.UUIDField(null=True)),
        migrations.AddField("delivery", "name", models.CharField(blank=True, max_length=120)),
        migrations.AddIndex("delivery", models.Index(fields=["about", "at"], name="delivery_about")),
    ]
