from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "hengji.apps.organisations"
    label = "organisations"
    verbose_name = "单位与人员"
