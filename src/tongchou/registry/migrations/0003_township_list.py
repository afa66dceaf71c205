"""The list of a township in the order of serials."""

from django.db import migrations, models

from tongchou.registry.codes import TownshipOf


class Migration(migrations.Migration):
    """One index."""

    dependencies = [("registry", "0002_protection")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(TownshipOf("area_id"), models.F("serial"), name="person_township_serial"),
        ),
    ]
